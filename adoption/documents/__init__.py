"""The file of evidence as others read it: a page, a PDF, a workbook, signed JSON."""
