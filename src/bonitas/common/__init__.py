"""What every room of the house shares: problems, days, thousandths and texts."""
