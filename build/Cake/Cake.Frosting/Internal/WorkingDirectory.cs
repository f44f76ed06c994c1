using Cake.Core.IO;

namespace Cake.Frosting.Internal;

/// <summary>The folder to run in.</summary>
internal sealed record WorkingDirectory(DirectoryPath Path);
