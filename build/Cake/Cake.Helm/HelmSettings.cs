using Cake.CommandLine;

namespace Cake.Helm;

/// <summary>The settings of every helm command.</summary>
public abstract class HelmSettings : CommandLineSettings
{
    /// <summary>The context of the kubeconfig to use; the current one when null.</summary>
    public string? KubeContext { get; set; }

    /// <summary>The namespace; that of the context when null.</summary>
    public string? Namespace { get; set; }

    /// <summary>The major version of the helm in use, by which options are named; <see cref="HelmAliases.HelmVersion"/> tells it.</summary>
    public int MajorVersion { get; set; } = 4;
}

/// <summary>A chart, its values and the release that it becomes.</summary>
public abstract class HelmChartSettings : HelmSettings
{
    /// <summary>The chart: <c>repository/name</c>, an OCI reference, a folder or an archive. Mandatory.</summary>
    public string? Chart { get; set; }

    /// <summary>The name of the release. Mandatory.</summary>
    public string? Release { get; set; }

    /// <summary>Files of values, the later ones above the earlier; <c>-</c> for the standard input.</summary>
    public string[]? Values { get; set; }

    /// <summary>The version of the chart; the newest when null.</summary>
    public string? Version { get; set; }
}

/// <summary>Settings of <c>helm history</c>.</summary>
public sealed class HelmHistorySettings : HelmSettings
{
    /// <summary>How many revisions to list at most, the latest ones; 256 when null.</summary>
    public int? Max { get; set; }

    /// <summary>The format, such as <c>json</c>.</summary>
    public string? Output { get; set; }

    /// <summary>The name of the release. Mandatory.</summary>
    public string? Release { get; set; }
}

/// <summary>Settings of <c>helm list</c>. Releases of every state are listed, pending and failed ones too.</summary>
public sealed class HelmListSettings : HelmSettings
{
    /// <summary>Whether to list the releases of every namespace.</summary>
    public bool? AllNamespaces { get; set; }

    /// <summary>The format, such as <c>json</c>.</summary>
    public string? Output { get; set; }
}

/// <summary>Settings of <c>helm repo add</c>.</summary>
public sealed class HelmRepoAddSettings : HelmSettings
{
    /// <summary>Whether to replace a repository of the same name.</summary>
    public bool? ForceUpdate { get; set; }

    /// <summary>The name of the repository. Mandatory.</summary>
    public string? Name { get; set; }

    /// <summary>The address of the repository. Mandatory.</summary>
    public string? Url { get; set; }
}

/// <summary>Settings of <c>helm rollback</c>.</summary>
public sealed class HelmRollbackSettings : HelmSettings
{
    /// <summary>The name of the release. Mandatory.</summary>
    public string? Release { get; set; }

    /// <summary>The revision to go back to; the one before the latest when null.</summary>
    public int? Revision { get; set; }

    /// <summary>The upper bound of each Kubernetes operation; 5 min when null.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Whether to wait until everything is ready.</summary>
    public bool? Wait { get; set; }
}

/// <summary>Settings of <c>helm status</c>.</summary>
public sealed class HelmStatusSettings : HelmSettings
{
    /// <summary>The format, such as <c>json</c>.</summary>
    public string? Output { get; set; }

    /// <summary>The name of the release. Mandatory.</summary>
    public string? Release { get; set; }
}

/// <summary>Settings of <c>helm template</c>.</summary>
public sealed class HelmTemplateSettings : HelmChartSettings
{
    /// <summary>Whether to render the chart's custom resource definitions too.</summary>
    public bool? IncludeCrds { get; set; }
}

/// <summary>Settings of <c>helm uninstall</c>.</summary>
public sealed class HelmUninstallSettings : HelmSettings
{
    /// <summary>Whether a release that does not exist is no error.</summary>
    public bool? IgnoreNotFound { get; set; }

    /// <summary>The name of the release. Mandatory.</summary>
    public string? Release { get; set; }

    /// <summary>The upper bound of each Kubernetes operation; 5 min when null.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Whether to wait until everything is ready.</summary>
    public bool? Wait { get; set; }
}

/// <summary>Settings of <c>helm upgrade</c>.</summary>
public sealed class HelmUpgradeSettings : HelmChartSettings
{
    /// <summary>Whether to make the namespace when it is missing; with <see cref="Install"/>.</summary>
    public bool? CreateNamespace { get; set; }

    /// <summary>Whether to install the release when there is none.</summary>
    public bool? Install { get; set; }

    /// <summary>Whether to put the release back, or away when it is new, if the upgrade fails; waits too.</summary>
    public bool? RollbackOnFailure { get; set; }

    /// <summary>The upper bound of each Kubernetes operation; 5 min when null.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>Whether to wait until everything is ready.</summary>
    public bool? Wait { get; set; }
}

/// <summary>Settings of <c>helm version</c>.</summary>
public sealed class HelmVersionSettings : HelmSettings;
