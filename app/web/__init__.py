"""The site: pages for the public, for members, drafters and the secretariat."""
