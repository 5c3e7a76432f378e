"""Which pair signs: the choice, the values fetched for it, and what people do with profiles."""
