-- MySQL dump 10.13  Distrib 8.0.36, for Linux (x86_64)
-- Host: localhost    Database: recreation
/*!40101 SET NAMES utf8mb4 */;

DROP TABLE IF EXISTS `camp_registration`;
/*!40101 SET @saved_cs_client     = @@character_set_client */;
CREATE TABLE `camp_registration` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `child_name` varchar(120) NOT NULL,
  `child_dob` date DEFAULT NULL,
  `place_of_birth` varchar(80) DEFAULT NULL COMMENT 'As on the birth certificate',
  `guardian_name` varchar(120) NOT NULL,
  `guardian_phone` varchar(20) DEFAULT NULL,
  `guardian_ssn_or_itin` char(11) DEFAULT NULL,
  `citizenship` enum('US','other','unknown') DEFAULT 'unknown',
  `visa_last4` char(4) DEFAULT NULL COMMENT 'Last four digits of the payment card',
  `swim_level` tinyint(4) DEFAULT NULL,
  PRIMARY KEY (`id`)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;

DROP TABLE IF EXISTS `question`;
CREATE TABLE `question` (
  `code` varchar(20) NOT NULL,
  `label` varchar(120) NOT NULL,
  PRIMARY KEY (`code`)
) ENGINE=InnoDB;

INSERT INTO `question` (`code`, `label`) VALUES
('ALLERGY','Allergies'),
('NATLTY','Nationality of the child'),
('TSHIRT','T-shirt size');

CREATE TABLE `answer` (
  `registration_id` int(11) NOT NULL,
  `question_code` varchar(20) NOT NULL,
  `answer_text` varchar(200) DEFAULT NULL,
  KEY `fk_question` (`question_code`),
  CONSTRAINT `fk_question` FOREIGN KEY (`question_code`) REFERENCES `question` (`code`)
) ENGINE=InnoDB;
