namespace GitOpsDemo.Delivery.Promql;

/// <summary>What a piece of a PromQL expression is.</summary>
internal enum PromqlTokenKind
{
    /// <summary>Blanks and line ends.</summary>
    Space,

    /// <summary>From <c>#</c> to the end of the line.</summary>
    Comment,

    /// <summary>Text with its quotes.</summary>
    String,

    /// <summary>A duration, such as <c>5m</c> or <c>1h30m</c>.</summary>
    Duration,

    /// <summary>A number, without sign; <c>Inf</c> and <c>NaN</c> are words.</summary>
    Number,

    /// <summary>A name or a keyword: metric, label, function, <c>by</c>, <c>and</c>.</summary>
    Word,

    /// <summary>An operator, a bracket or a comma; <c>=~</c> and its like are one.</summary>
    Punctuation,
}
