package io.proxima.engine.index.ivf;

/// A list of an [IvfIndex].
///
/// @param at where its blocks begin
/// @param recordsAt where its records begin
/// @param rows the number of its rows
/// @param first the first ord, or where the ords begin among all
/// @param own the mean of the parts of a distance that are of the row alone
/// @param radius the mean distance of a row from the centre
/// @param error the largest error of a row
/// @param number its number in the epoch
record IvfList(
    long at,
    long recordsAt,
    int rows,
    int first,
    float own,
    float radius,
    float error,
    int number) {}
