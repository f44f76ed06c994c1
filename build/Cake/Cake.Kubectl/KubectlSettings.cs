using Cake.CommandLine;

namespace Cake.Kubectl;

/// <summary>The settings of every kubectl command. The published package has neither of these.</summary>
public abstract class AutoToolSettings : CommandLineSettings
{
    /// <summary>The context of the kubeconfig to use; the current one when null.</summary>
    public string? Context { get; set; }

    /// <summary>The namespace; that of the context when null.</summary>
    public string? Namespace { get; set; }
}

/// <summary>Settings of <c>kubectl annotate</c>.</summary>
public sealed class KubectlAnnotateSettings : AutoToolSettings
{
    /// <summary>What to set, <c>name=value</c>, or to remove, <c>name-</c>. Mandatory.</summary>
    public string[]? Annotations { get; set; }

    /// <summary>Whether a value that is there already may be changed.</summary>
    public bool? Overwrite { get; set; }

    /// <summary>What to annotate: a kind and names, or <c>kind/name</c> each. Mandatory.</summary>
    public string[]? Resources { get; set; }
}

/// <summary>Settings of <c>kubectl apply</c>. The manifests come on the standard input.</summary>
public sealed class KubectlApplySettings : AutoToolSettings
{
    /// <summary>Whether nothing is kept, and who only looks: <c>server</c> or <c>client</c>.</summary>
    public string? DryRun { get; set; }

    /// <summary>The name under which the fields are owned.</summary>
    public string? FieldManager { get; set; }

    /// <summary>Whether to take over fields that another manager owns.</summary>
    public bool? ForceConflicts { get; set; }

    /// <summary>Whether the API server merges, with owners of fields, rather than the client.</summary>
    public bool? ServerSide { get; set; }

    /// <summary>What is done about unknown and duplicate fields: <c>strict</c>, <c>warn</c> or <c>ignore</c>.</summary>
    public string? Validate { get; set; }
}

/// <summary>Settings of <c>kubectl auth can-i</c>.</summary>
public sealed class KubectlAuthCanISettings : AutoToolSettings
{
    /// <summary>Whether to ask for every namespace.</summary>
    public bool? AllNamespaces { get; set; }

    /// <summary>The kind, such as <c>deployments</c> or <c>applications.argoproj.io</c>. Mandatory.</summary>
    public string? Resource { get; set; }

    /// <summary>A sub-resource, such as <c>portforward</c>.</summary>
    public string? Subresource { get; set; }

    /// <summary>The verb, such as <c>create</c>. Mandatory.</summary>
    public string? Verb { get; set; }
}

/// <summary>Settings of <c>kubectl create</c>. The manifests come on the standard input.</summary>
public sealed class KubectlCreateSettings : AutoToolSettings
{
    /// <summary>The name under which the fields are owned.</summary>
    public string? FieldManager { get; set; }
}

/// <summary>Settings of <c>kubectl diff</c>. The manifests come on the standard input.</summary>
public sealed class KubectlDiffSettings : AutoToolSettings
{
    /// <summary>The name under which the fields are owned.</summary>
    public string? FieldManager { get; set; }

    /// <summary>Whether to take over fields that another manager owns.</summary>
    public bool? ForceConflicts { get; set; }

    /// <summary>Whether the API server merges, with owners of fields, rather than the client.</summary>
    public bool? ServerSide { get; set; }
}

/// <summary>Settings of <c>kubectl get</c>.</summary>
public sealed class KubectlGetSettings : AutoToolSettings
{
    /// <summary>Whether to look in every namespace.</summary>
    public bool? AllNamespaces { get; set; }

    /// <summary>Whether an object that does not exist gives an empty answer, not an error.</summary>
    public bool? IgnoreNotFound { get; set; }

    /// <summary>The format, such as <c>json</c>.</summary>
    public string? Output { get; set; }

    /// <summary>What to get: a kind and names, or <c>kind/name</c> each. Mandatory.</summary>
    public string[]? Resources { get; set; }

    /// <summary>Whether the managed fields are printed, which tell who changed what when.</summary>
    public bool? ShowManagedFields { get; set; }

    /// <summary>A label selector, such as <c>app=demo</c>.</summary>
    public string? Selector { get; set; }
}

/// <summary>Settings of <c>kubectl logs</c>.</summary>
public sealed class KubectlLogsSettings : AutoToolSettings
{
    /// <summary>The container; the only one, or the one that the pod names as its default, when null.</summary>
    public string? Container { get; set; }

    /// <summary>Whether to go on with what is written.</summary>
    public bool? Follow { get; set; }

    /// <summary>Whose log to read: a pod's name, or <c>kind/name</c>. Mandatory.</summary>
    public string? Resource { get; set; }

    /// <summary>From when on (RFC 3339); from the start when null.</summary>
    public string? SinceTime { get; set; }

    /// <summary>How many of the last lines; all when null.</summary>
    public int? Tail { get; set; }

    /// <summary>Whether each line begins with the moment at which it was written.</summary>
    public bool? Timestamps { get; set; }
}

/// <summary>Settings of <c>kubectl patch</c>.</summary>
public sealed class KubectlPatchSettings : AutoToolSettings
{
    /// <summary>The patch, in JSON or YAML. Mandatory.</summary>
    public string? Patch { get; set; }

    /// <summary>What to patch, such as <c>deployment/demo</c>. Mandatory.</summary>
    public string[]? Resources { get; set; }

    /// <summary>The part of the object that has an address of its own, such as <c>status</c>.</summary>
    public string? Subresource { get; set; }

    /// <summary>How the patch is read, such as <c>merge</c>; <c>strategic</c> when null.</summary>
    public string? Type { get; set; }
}

/// <summary>Settings of <c>kubectl port-forward</c>. The tool timeout bounds its start; 30 s when null.</summary>
public sealed class KubectlPortForwardSettings : AutoToolSettings
{
    /// <summary>The local address to listen on; <c>localhost</c> when null.</summary>
    public string? Address { get; set; }

    /// <summary>The port, <c>local:remote</c>, or <c>:remote</c> for a free local one. Mandatory.</summary>
    public string? Port { get; set; }

    /// <summary>What to forward to, such as <c>service/prometheus-operated</c>. Mandatory.</summary>
    public string? Resource { get; set; }
}

/// <summary>Settings of <c>kubectl scale</c>.</summary>
public sealed class KubectlScaleSettings : AutoToolSettings
{
    /// <summary>How many pods are wanted. Mandatory.</summary>
    public string? Replicas { get; set; }

    /// <summary>What to scale, such as <c>deployment/demo</c>. Mandatory.</summary>
    public string[]? Resources { get; set; }
}

/// <summary>Settings of <c>kubectl version</c>.</summary>
public sealed class KubectlVersionSettings : AutoToolSettings
{
    /// <summary>The format, such as <c>json</c>.</summary>
    public string? Output { get; set; }
}
