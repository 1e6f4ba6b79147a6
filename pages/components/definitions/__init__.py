"""What every figure means, one click away."""
