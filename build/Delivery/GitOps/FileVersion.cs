namespace GitOpsDemo.Delivery.GitOps;

/// <summary>A file as a commit left it.</summary>
/// <param name="Commit">The commit's full id.</param>
/// <param name="Text">The file's text, with line feeds.</param>
/// <param name="TrailerValues">The values of the trailer that was asked for.</param>
public sealed record FileVersion(string Commit, string Text, IReadOnlyList<string> TrailerValues);
