package io.proxima.client;

/// What a `?` takes. The session coerces other reasonable classes (numbers, text, `double[]`,
/// `List` of numbers for a vector).
public record ParameterColumn(ValueType type, int precision, int scale, boolean nullable) {}
