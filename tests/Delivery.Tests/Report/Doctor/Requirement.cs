using GitOpsDemo.Delivery.Report.Doctor;

namespace GitOpsDemo.Delivery.Tests.Report.Doctor;

/// <summary>A requirement that is found as a test says.</summary>
internal sealed record Requirement(string Name, Func<CancellationToken, Task<string>> Find) : IRequirement
{
    public string Needs => "2 or newer";

    public bool IsOptional { get; init; }

    public static Requirement Met(string name) => new(name, _ => Task.FromResult("2.1"));

    public static Requirement Missing(string name) =>
        new(name, _ => throw new DeliveryException("it is missing", "found 1.9", $"install {name}"));

    public static Requirement Silent(string name) => new(name, async token =>
    {
        await Task.Delay(Timeout.Infinite, token);
        return "";
    });

    public Task<string> FindAsync(CancellationToken cancellationToken) => Find(cancellationToken);
}
