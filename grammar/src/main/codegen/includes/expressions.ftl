/* The six distances; the right operand is added as a term, the tree is built by precedence later. */
void DistanceExpression(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlOperator op;
}
{
    (
        <L2_DISTANCE> { op = DistanceOperators.L2; }
    |
        <NEGATIVE_INNER_PRODUCT> { op = DistanceOperators.NEGATIVE_INNER_PRODUCT; }
    |
        <COSINE_DISTANCE> { op = DistanceOperators.COSINE; }
    |
        <L1_DISTANCE> { op = DistanceOperators.L1; }
    |
        <HAMMING_DISTANCE> { op = DistanceOperators.HAMMING; }
    |
        <JACCARD_DISTANCE> { op = DistanceOperators.JACCARD; }
    )
    {
        checkNonQueryExpression(exprContext);
        list.add(new SqlParserUtil.ToTreeListItem(op, getPos()));
    }
    AddExpression2b(list, ExprContext.ACCEPT_SUB_QUERY)
}

/* x::type, which binds the last operand only. */
void InfixCastExpression(List<Object> list, ExprContext exprContext, Span s) :
{
    final SqlDataTypeSpec type;
}
{
    <INFIX_CAST> { checkNonQueryExpression(exprContext); }
    type = DataType()
    { InfixCast.apply(list, type); }
}

/* FETCH [APPROX | EXACT] FIRST ...: the word becomes a hint of the query. */
SqlNode FetchModeOpt() :
{
}
{
    <APPROX> { return FetchMode.hint(FetchMode.Kind.APPROX, getPos()); }
|
    <EXACT> { return FetchMode.hint(FetchMode.Kind.EXACT, getPos()); }
|
    { return null; }
}

SqlNode TargetAccuracyOpt(SqlNode mode) :
{
    final SqlNumericLiteral percent;
}
{
    [
        LOOKAHEAD(2)
        percent = TargetAccuracy() { return FetchMode.withAccuracy(mode, percent); }
    ]
    { return mode; }
}

SqlNumericLiteral TargetAccuracy() :
{
    final SqlNumericLiteral percent;
}
{
    <WITH> <TARGET> <ACCURACY> percent = UnsignedNumericLiteral()
    [ LOOKAHEAD(1) <PERCENT> ]
    { return percent; }
}
