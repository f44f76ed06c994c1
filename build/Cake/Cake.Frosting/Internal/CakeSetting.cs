namespace Cake.Frosting.Internal;

/// <summary>A default for Cake's configuration.</summary>
internal sealed record CakeSetting(string Key, string Value);
