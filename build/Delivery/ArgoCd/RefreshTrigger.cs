namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>What made Argo CD look at the repository.</summary>
public enum RefreshTrigger
{
    /// <summary>Nothing that was seen to work: it looks by itself every few minutes.</summary>
    Polling,

    /// <summary>The webhook.</summary>
    Webhook,

    /// <summary>The annotation <c>argocd.argoproj.io/refresh</c>.</summary>
    Annotation,
}
