namespace GitOpsDemo.Delivery;

/// <summary>Where a delivery step says what it does. The host decides how each kind of line is shown.</summary>
public interface IDeliveryLog
{
    /// <summary>A fact that a person wants to see.</summary>
    void Information(string message);

    /// <summary>Something that is not as it should be, but stops nothing.</summary>
    void Warning(string message);

    /// <summary>A detail for <c>--verbosity=diagnostic</c>.</summary>
    void Detail(string message);

    /// <summary>How far the current step is. A terminal shows only the latest; a log file shows one now and then.</summary>
    void Progress(StepProgress progress);
}
