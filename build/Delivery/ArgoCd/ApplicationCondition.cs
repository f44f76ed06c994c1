namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>Something that Argo CD has to say of an Application: an item of <c>status.conditions</c>.</summary>
/// <param name="Type">Such as <c>ComparisonError</c>; what ends in <c>Error</c> is one, the rest are warnings.</param>
/// <param name="Message">What is wrong.</param>
public sealed record ApplicationCondition(string Type, string Message)
{
    /// <summary>Whether it stands in the way of a sync.</summary>
    public bool IsError => Type.EndsWith("Error", StringComparison.Ordinal);
}
