namespace Cake.Kubectl;

/// <summary>Settings of <c>kubectl logs</c>.</summary>
public sealed class KubectlLogsSettings : AutoToolSettings
{
    /// <summary>The container; the only one, or the one that the pod names as its default, when null.</summary>
    public string? Container { get; set; }

    /// <summary>Whose log to read: a pod's name, or <c>kind/name</c>. Mandatory.</summary>
    public string? Resource { get; set; }

    /// <summary>How many of the last lines; all when null.</summary>
    public int? Tail { get; set; }
}
