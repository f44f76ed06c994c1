using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Signing;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Asks for the signature of an image that is about to be written into an overlay again.</summary>
internal static class EntrySignature
{
    /// <summary>Makes sure that the image is signed as it has to be, where that is said.</summary>
    /// <param name="signing">Knows whose signature counts.</param>
    /// <param name="image">The entry, with its digest.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="DeliveryException">It is not, or the entry names no registry to look in.</exception>
    public static Task VerifyAsync(this ImageSigning signing, ImageEntry image, CancellationToken cancellationToken) =>
        signing.Verifies ? signing.VerifyAsync(ImageReference.Parse($"{image}"), cancellationToken) : Task.CompletedTask;
}
