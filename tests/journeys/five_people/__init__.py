"""What five people do in turn, for `test_five_people`."""
