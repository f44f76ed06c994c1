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
    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        if (await toolbox.Value.LocateAsync(tool, cancellationToken) is { } found)
        {
            return $"{found.Version} at {found.Path}";
        }

        var ways = toolbox.Value.WaysTo(tool);
        return ways.FirstOrDefault(way => way.Obstacle is null) is { } open
            ? $"none yet: the first task that needs it brings {open.Title} to .tools"
            : throw new DeliveryException(
                $"{tool.Name()} is missing",
                string.Join("; ", ways.Select(way => $"{way.Title}: {way.Obstacle}").Prepend("found none, and no way to bring it")),
                $"install it and put it on PATH");
    }
}
