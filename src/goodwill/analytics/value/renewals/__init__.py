"""The parts of the contract model: what it reads, fits, checks and draws."""
