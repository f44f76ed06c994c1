namespace GitOpsDemo.Api.Settings;

/// <summary>The configuration has values that the service can't run with.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> errors)
    : Exception("The configuration is wrong:" + string.Concat(errors.Select(error => $"{Environment.NewLine}  {error}")));
