namespace GitOpsDemo.Delivery.Monitoring.Promql;

/// <summary>A part of a PromQL expression. Parentheses, ranges, subqueries and offsets are left out: nobody here asks for them.</summary>
/// <param name="Children">The parts that it is made of.</param>
internal abstract record PromqlNode(params IReadOnlyList<PromqlNode> Children)
{
    /// <summary>This part and all parts of it.</summary>
    public IEnumerable<PromqlNode> All() => Children.SelectMany(child => child.All()).Prepend(this);
}

/// <summary>A number; not a number where it is written in another way than as a decimal one.</summary>
internal sealed record PromqlNumber(double Value) : PromqlNode;

internal sealed record PromqlText : PromqlNode;

/// <summary>Series that are asked for.</summary>
internal sealed record PromqlSeries(Selector Selector) : PromqlNode;

/// <summary>A call of a function.</summary>
/// <param name="Function">Its name.</param>
/// <param name="Arguments">What it is called with.</param>
internal sealed record PromqlCall(string Function, IReadOnlyList<PromqlNode> Arguments) : PromqlNode(Arguments);

/// <summary>Series made one.</summary>
/// <param name="Function">How, in small letters, such as <c>sum</c>.</param>
/// <param name="By">The labels that are left, null when none are named, or when those are that go.</param>
/// <param name="Arguments">A parameter, where the function has one, and what is made one.</param>
internal sealed record PromqlAggregation(
    string Function, IReadOnlyList<string>? By, IReadOnlyList<PromqlNode> Arguments) : PromqlNode(Arguments)
{
    /// <summary>Whether labels that go are named.</summary>
    public bool IsWithout { get; init; }
}

/// <summary>Two sides and an operator.</summary>
/// <param name="Operator">In small letters, such as <c>unless</c>.</param>
/// <param name="Left">The left side.</param>
/// <param name="Right">The right side.</param>
internal sealed record PromqlBinary(string Operator, PromqlNode Left, PromqlNode Right) : PromqlNode(Left, Right);

internal sealed record PromqlSigned(bool IsNegative, PromqlNode Operand) : PromqlNode(Operand);
