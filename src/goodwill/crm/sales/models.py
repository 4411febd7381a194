"""The models of its parts, where Django looks for them."""
