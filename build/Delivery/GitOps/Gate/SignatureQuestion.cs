using GitOpsDemo.Delivery.Images.Signing;

namespace GitOpsDemo.Delivery.GitOps.Gate;

/// <summary>Whether the image itself is signed, where the settings require it.</summary>
/// <param name="signing">Knows whose signature counts.</param>
public sealed class SignatureQuestion(ImageSigning signing) : IGateQuestion
{
    public string Name => "signature";

    public async Task<GateAnswer?> AskAsync(PromotionRequest request, ImageEntry image, CancellationToken cancellationToken)
    {
        if (!signing.Verifies)
        {
            return new("not required: no option names a key or an identity");
        }

        try
        {
            await signing.VerifyAsync(image, cancellationToken);
            return new("the image is signed as required");
        }
        catch (DeliveryException exception)
        {
            return GateAnswer.Forbidden($"{exception.What}: {exception.Why}", exception.Next);
        }
    }
}
