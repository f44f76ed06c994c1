using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Manifests;

/// <summary>Renders with <c>kubectl kustomize</c>, which needs no cluster and no kubeconfig.</summary>
/// <param name="kubectl">The path of kubectl, asked for when it is first needed.</param>
/// <param name="helm">The path of helm, by which charts of a kustomization are rendered; null where they are not.</param>
public sealed class KustomizeRenderer(
    ICommandRunner runner,
    Func<CancellationToken, Task<string>> kubectl,
    Func<CancellationToken, Task<string>>? helm = null) : IManifestRenderer
{
    private const string HelmFlag = "--enable-helm";

    public async Task<string> RenderAsync(string folder, CancellationToken cancellationToken = default)
    {
        string[] charts = helm is null ? [] : [HelmFlag, "--helm-command", await helm(cancellationToken)];
        var command = new Command(await kubectl(cancellationToken), ["kustomize", .. charts, folder])
        {
            // Neither a wrong kubeconfig of the user nor its cluster has a say in what is rendered.
            Environment = new Dictionary<string, string?> { ["KUBECONFIG"] = null },
            Hint = $"fix the kustomization in {folder}",
        };
        try
        {
            return (await runner.RunAsync(command, cancellationToken)).Output;
        }
        catch (DeliveryException failure) when (helm is null && failure.Message.Contains(HelmFlag, StringComparison.Ordinal))
        {
            throw new DeliveryException(
                $"the kustomization in {folder} can't be rendered",
                "it has helmCharts, and kustomize reads them only when it is told to",
                "set kustomizeHelm to true in the settings file; on a cluster Argo CD needs kustomize.buildOptions: --enable-helm, too",
                failure);
        }
    }
}

/// <summary>
/// Helm as kustomize calls it. Kustomize 5 takes helm 3 alone, by its version; <c>template</c> and <c>pull</c>, which it then runs, are the
/// same in helm 4.
/// </summary>
public static class KustomizeHelm
{
    /// <summary>Writes the program that kustomize is given.</summary>
    /// <param name="helm">The path of helm.</param>
    /// <returns>Its path; that of helm on Windows, where no script takes its place.</returns>
    public static string Write(string folder, string helm)
    {
        if (OperatingSystem.IsWindows())
        {
            return helm;
        }

        var path = Path.Combine(folder, "kustomize-helm");
        var quoted = $"'{helm.Replace("'", @"'\''", StringComparison.Ordinal)}'";
        AtomicFile.WriteAllText(path, $"#!/bin/sh\n[ \"$1\" = version ] && exec echo v3.14.0\nexec {quoted} \"$@\"\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}

/// <summary>Turns a kustomize folder into the manifests that a cluster, Argo CD or the lab gets.</summary>
public interface IManifestRenderer
{
    /// <summary>Renders one folder.</summary>
    /// <param name="folder">A folder with a <c>kustomization.yaml</c>.</param>
    /// <returns>YAML documents, one an object.</returns>
    /// <exception cref="DeliveryException">The folder does not render; the message has kustomize's own words.</exception>
    Task<string> RenderAsync(string folder, CancellationToken cancellationToken = default);
}
