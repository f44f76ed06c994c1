namespace GitOpsDemo.Delivery.Images.Registry;

/// <summary>How long a registry may take, and how often it is asked again.</summary>
public sealed record RegistryLimits
{
    /// <summary>For a delivery.</summary>
    public static readonly RegistryLimits Default = new();

    /// <summary>For a look whether a registry can be reached at all: once, and 3 s at most.</summary>
    public static readonly RegistryLimits QuickLook = new()
    {
        Connect = TimeSpan.FromSeconds(2),
        Idle = TimeSpan.FromSeconds(3),
        Operation = TimeSpan.FromSeconds(3),
        Retries = 0,
    };

    /// <summary>To open a connection: 5 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Without a byte in either direction: 20 s.</summary>
    public TimeSpan Idle { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>For a whole operation with all its retries: 5 min.</summary>
    public TimeSpan Operation { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often a transient failure is ridden out.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The pause before the first retry; it doubles, with jitter, up to <see cref="LongestPause"/>.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause, <c>Retry-After</c> included: 15 s.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromSeconds(15);
}
