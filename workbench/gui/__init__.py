"""The window: the only room with Qt. It shows values and says what the user wants; it computes nothing itself."""
