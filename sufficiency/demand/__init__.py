"""The demography: fitting, rates, flows and draws, on arrays only."""
