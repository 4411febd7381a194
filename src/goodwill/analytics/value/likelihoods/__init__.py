"""The computing behind the models: likelihoods, their derivatives, their expectations."""
