using System.Formats.Tar;

namespace GitOpsDemo.Delivery.Images.Layers;

/// <summary>One thing in a layer.</summary>
/// <param name="Type">A file, folder or symbolic link.</param>
/// <param name="Mode">Its permissions.</param>
/// <param name="Owner">The id of the user and the group that own it.</param>
/// <param name="Open">Opens a file's content; null for folders and links.</param>
/// <param name="Target">Where a link points; null for files and folders.</param>
internal sealed record LayerEntry(TarEntryType Type, UnixFileMode Mode, int Owner = 0, Func<Stream>? Open = null, string? Target = null);
