namespace GitOpsDemo.Delivery.Drill;

/// <summary>Where an alert is at one look.</summary>
/// <param name="State">Its state in Prometheus: <c>pending</c>, <c>firing</c>, or null when it is not active.</param>
/// <param name="IsInAlertmanager">Whether Alertmanager has it.</param>
/// <param name="IsDelivered">Whether its receiver was told of it and not yet of its end.</param>
public sealed record AlertSighting(string? State, bool IsInAlertmanager, bool IsDelivered)
{
    /// <summary>Whether it is anywhere.</summary>
    public bool IsActive => State is not null || IsInAlertmanager || IsDelivered;

    /// <inheritdoc/>
    public override string ToString() =>
        $"{State ?? "inactive"} in Prometheus, {(IsInAlertmanager ? "" : "not ")}in Alertmanager, {(IsDelivered ? "" : "not ")}delivered";
}
