/* The types that are ours, tried before Calcite's. */
SqlTypeNameSpec ProximaTypeName() :
{
    final Span s;
    int dim = VectorTypeNameSpec.ANY_DIM;
    VectorKind kind = VectorKind.FLOAT32;
}
{
    <VECTOR> { s = span(); }
    [
        <LPAREN> dim = UnsignedIntLiteral() [ <COMMA> kind = VectorElement() ] <RPAREN>
    ]
    { return new VectorTypeNameSpec(dim, kind, s.end(this)); }
|
    <HALFVEC> { s = span(); } dim = PrecisionOpt()
    { return new VectorTypeNameSpec(dim, VectorKind.FLOAT16, s.end(this)); }
|
    <INT8VEC> { s = span(); } dim = PrecisionOpt()
    { return new VectorTypeNameSpec(dim, VectorKind.INT8, s.end(this)); }
|
    <SPARSEVEC> { s = span(); } dim = PrecisionOpt()
    { return new VectorTypeNameSpec(dim, VectorKind.SPARSE, s.end(this)); }
|
    <BIT> { s = span(); } dim = PrecisionOpt()
    { return new VectorTypeNameSpec(dim, VectorKind.BIT, s.end(this)); }
|
    <JSON> { return new JsonTypeNameSpec(getPos()); }
|
    <TEXT> { return new SqlBasicTypeNameSpec(SqlTypeName.VARCHAR, getPos()); }
}

VectorKind VectorElement() :
{
    final SqlIdentifier name;
}
{
    name = SimpleIdentifier() { return VectorKind.named(name); }
}
