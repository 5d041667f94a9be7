ObjectKind PrincipalKind() :
{
}
{
    <USER> { return ObjectKind.USER; }
|
    <ROLE> { return ObjectKind.ROLE; }
}

SqlCreate CreatePrincipal(Span s, boolean replace) :
{
    final ObjectKind kind;
    final boolean ifNotExists;
    final SqlIdentifier name;
    final SqlNodeList options;
}
{
    kind = PrincipalKind() ifNotExists = IfNotExistsOpt() name = SimpleIdentifier()
    options = PrincipalOptions()
    { return new SqlCreatePrincipal(s.end(this), replace, ifNotExists, kind, name, options); }
}

SqlNode AlterPrincipal(Span s) :
{
    final ObjectKind kind;
    final SqlIdentifier name;
    final SqlNodeList options;
}
{
    kind = PrincipalKind() name = SimpleIdentifier() options = PrincipalOptions()
    { return new SqlAlterPrincipal(s.end(this), kind, name, options); }
}

/* [WITH] PASSWORD 'x' and single words such as SUPERUSER; each becomes an option. */
SqlNodeList PrincipalOptions() :
{
    final List<SqlNode> list = new ArrayList<SqlNode>();
    SqlNode value;
    SqlIdentifier name;
}
{
    [ <WITH> ]
    (
        LOOKAHEAD(2)
        <PASSWORD> { name = new SqlIdentifier("password", getPos()); }
        ( value = StringLiteral() | <NULL> { value = SqlLiteral.createNull(getPos()); } )
        { list.add(new SqlOption(Span.of(name, value).pos(), name, value)); }
    |
        name = SimpleIdentifier()
        {
            value = SqlLiteral.createBoolean(true, name.getParserPosition());
            list.add(new SqlOption(name.getParserPosition(), name, value));
        }
    )*
    { return new SqlNodeList(list, getPos()); }
}

SqlNode GrantStatement() :
{
    final Span s;
    final List<SqlNode> privileges = new ArrayList<SqlNode>();
    final SqlGrant.Target target;
    final SqlNodeList grantees;
    boolean grantable = false;
}
{
    <GRANT> { s = span(); }
    AddPrivilege(privileges) ( <COMMA> AddPrivilege(privileges) )*
    target = GrantTarget()
    <TO> grantees = Grantees()
    [ <WITH> ( <GRANT> | <ADMIN> ) <OPTION> { grantable = true; } ]
    {
        return new SqlGrant(s.end(this), SqlGrant.Action.GRANT,
            new SqlNodeList(privileges, s.pos()), target, grantees, grantable);
    }
}

SqlNode RevokeStatement() :
{
    final Span s;
    final List<SqlNode> privileges = new ArrayList<SqlNode>();
    final SqlGrant.Target target;
    final SqlNodeList grantees;
    boolean grantable = false;
}
{
    <REVOKE> { s = span(); }
    [ <GRANT> <OPTION> <FOR> { grantable = true; } ]
    AddPrivilege(privileges) ( <COMMA> AddPrivilege(privileges) )*
    target = GrantTarget()
    <FROM> grantees = Grantees()
    {
        return new SqlGrant(s.end(this), SqlGrant.Action.REVOKE,
            new SqlNodeList(privileges, s.pos()), target, grantees, grantable);
    }
}

/* A privilege, or the name of a role. */
void AddPrivilege(List<SqlNode> privileges) :
{
    final SqlIdentifier role;
}
{
    (
        <SELECT> | <INSERT> | <UPDATE> | <DELETE> | <CREATE> | <DROP> | <ALTER> | <TRUNCATE>
    |
        <REFERENCES> | <EXECUTE> | <CONNECT>
    |
        <ALL> [ LOOKAHEAD(1) <PRIVILEGES> ]
        { privileges.add(new SqlIdentifier("all", getPos())); return; }
    |
        role = SimpleIdentifier() { privileges.add(role); return; }
    )
    { privileges.add(new SqlIdentifier(unquotedIdentifier(), getPos())); }
}

SqlGrant.Target GrantTarget() :
{
    SqlNodeList names;
    ObjectKind kind = ObjectKind.TABLE;
}
{
    <ON>
    [
        LOOKAHEAD({ getToken(1).kind == TABLE || getToken(1).kind == SCHEMA })
        ( <TABLE> | <SCHEMA> { kind = ObjectKind.SCHEMA; } )
    ]
    names = TableNames() { return new SqlGrant.Target(kind, names); }
|
    { return null; }
}

SqlNodeList TableNames() :
{
    final List<SqlNode> names = new ArrayList<SqlNode>();
    SqlIdentifier name;
}
{
    name = CompoundTableIdentifier() { names.add(name); }
    ( <COMMA> name = CompoundTableIdentifier() { names.add(name); } )*
    { return new SqlNodeList(names, Span.of(names).pos()); }
}

SqlNodeList Grantees() :
{
    final List<SqlNode> names = new ArrayList<SqlNode>();
}
{
    AddSimpleIdentifiers(names) { return new SqlNodeList(names, Span.of(names).pos()); }
}
