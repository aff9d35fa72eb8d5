"""Reading the HR file: which column is what, what a cell means, which rows cannot come in and why."""
