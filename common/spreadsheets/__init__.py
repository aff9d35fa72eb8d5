"""The one place where tables of others are read and tables of our own are written: CSV and XLSX, one row at a time."""
