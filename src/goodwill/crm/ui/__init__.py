"""The shell every room lives in: pages, components, styles, scripts. It knows no other app."""
