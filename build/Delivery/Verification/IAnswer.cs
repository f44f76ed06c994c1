namespace GitOpsDemo.Delivery.Verification;

/// <summary>An answer of which parts can be missing though its type does not say so: JSON puts null where a server left something out.</summary>
internal interface IAnswer
{
    /// <summary>Whether everything is there that is used without asking.</summary>
    bool IsWhole { get; }
}
