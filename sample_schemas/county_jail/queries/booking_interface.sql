CREATE PROCEDURE dbo.SendToLivescan @BookingId INT
AS
BEGIN
    SET NOCOUNT ON;
    INSERT INTO [STATEID].[exchange].[dbo].[Submission] (BookingNo, Surname, PlaceOfBirth)
    SELECT b.BookingId, i.LastName, i.Pob
    FROM dbo.Booking AS b
    INNER JOIN dbo.Inmate AS i ON i.InmateId = b.InmateId
    WHERE b.BookingId = @BookingId;
END
GO
CREATE VIEW dbo.DailyRoster
AS
SELECT b.BookingId, i.LastName, i.FirstName, i.Ctz AS Country, b.IceDetainer
FROM dbo.Booking b
JOIN dbo.Inmate i ON i.InmateId = b.InmateId;
GO
SELECT BookingId, LastName, Country INTO dbo.RosterArchive FROM dbo.DailyRoster;
GO
GRANT SELECT ON dbo.DailyRoster TO ice_liaison;
GO
