namespace GitOpsDemo.Delivery.GitOps;

/// <summary>What serves a repository on the web.</summary>
public enum ForgeKind
{
    /// <summary>Gitea, Forgejo or Gogs.</summary>
    Gitea,

    /// <summary>GitHub, or GitHub Enterprise Server.</summary>
    GitHub,

    /// <summary>GitLab.</summary>
    GitLab,
}
