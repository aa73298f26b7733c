"""What four tables imply, the searches that recovered the data, how far each value can move."""
