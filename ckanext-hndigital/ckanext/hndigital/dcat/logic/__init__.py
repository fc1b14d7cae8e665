"""What the portal answers about its metadata: actions, and who may ask them."""
