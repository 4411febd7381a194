"""Forms on a company's own site through which leads come in, safe from robots by itself."""
