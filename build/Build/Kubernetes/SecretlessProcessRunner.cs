using Cake.Core.IO;
using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Build.Kubernetes;

/// <summary>
/// Keeps the build's secrets from the programs that another runner starts: kubectl runs the credential helpers of a kubeconfig, helm its
/// plugins. Their variables are empty there, for Cake sets variables and removes none.
/// </summary>
internal sealed class SecretlessProcessRunner(IProcessRunner inner) : IProcessRunner
{
    public IProcess Start(FilePath filePath, ProcessSettings settings)
    {
        var variables = SecretVariables.Names.ToDictionary(name => name, _ => "");
        foreach (var (name, value) in settings.EnvironmentVariables ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        settings.EnvironmentVariables = variables;
        return inner.Start(filePath, settings);
    }
}
