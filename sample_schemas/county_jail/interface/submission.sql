-- Staging table of the fingerprint interface: what the state identification bureau must receive
CREATE TABLE [livescan].[Submission] (
    [SubmissionId] INT          IDENTITY (1, 1) NOT NULL,
    [BookingNo]    INT          NOT NULL,
    [Surname]      NVARCHAR (60) NOT NULL,
    [PlaceOfBirth] NVARCHAR (60) NULL,
    [Sent]         DATETIME2    NULL
);
GO
