namespace GitOpsDemo.Delivery.Images.Unpacking;

/// <summary>What an image may take of this computer when it is unpacked.</summary>
/// <param name="Bytes">Of all its files together.</param>
/// <param name="Entries">Files, folders and links of all its layers together.</param>
public sealed record UnpackLimits(long Bytes, int Entries)
{
    /// <summary>2 GiB and 200,000 entries.</summary>
    public static readonly UnpackLimits Default = new(2L * 1024 * 1024 * 1024, 200_000);
}
