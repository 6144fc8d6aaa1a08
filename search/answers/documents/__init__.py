"""What a plan says of itself: its number, date, signer, counts, terms and the documents it names."""
