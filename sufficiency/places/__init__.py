"""The optimisation: journeys, networks, engines and certificates, on arrays only."""
