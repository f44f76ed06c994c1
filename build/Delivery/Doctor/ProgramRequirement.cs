using GitOpsDemo.Delivery.Tools;

namespace GitOpsDemo.Delivery.Doctor;

/// <summary>An external program of <c>build/tools.json</c>. One that is not here yet, and can be brought, is no obstacle: the build brings it.</summary>
public sealed class ProgramRequirement(Tool tool, Lazy<Toolbox> toolbox) : IRequirement
{
    /// <inheritdoc/>
    public string Name => tool.Name();

    /// <inheritdoc/>
    public string Needs => $"{toolbox.Value.MinimumOf(tool)} or newer";

    /// <inheritdoc/>
    public bool IsOptional => Open is not null;

    private ToolWay? Open => toolbox.Value.WaysTo(tool).FirstOrDefault(way => way.Obstacle is null);

    /// <inheritdoc/>
    public async Task<string> FindAsync(CancellationToken cancellationToken) =>
        await toolbox.Value.LocateAsync(tool, cancellationToken) is { } found
            ? $"{found.Version} at {found.Path}"
            : throw (Open is { } way
                ? Missing("none yet", $"nothing: the first task that needs it brings {way.Title} to .tools")
                : Missing(
                    string.Join("; ", toolbox.Value.WaysTo(tool).Select(way => $"{way.Title}: {way.Obstacle}").Prepend("found none, and no way to bring it")),
                    "install it and put it on PATH"));

    private DeliveryException Missing(string why, string next) => new($"{tool.Name()} is missing", why, next);
}
