"""What journeys by hand share: a browser is driven until a dossier stands in the product."""
