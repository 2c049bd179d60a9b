"""Pages of imports: upload, columns, dry run, look-alikes, applying, taking back."""
