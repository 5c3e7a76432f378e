"""What becomes of the payload in front: asked about, sent, repeated, kept, marked, taken along, sent again."""
